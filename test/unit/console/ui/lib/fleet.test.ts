import { describe, expect, it } from 'vitest';
import {
  columnsOf,
  countStages,
  isFilter,
  noteOf,
  select,
  worstHealth,
} from '../../../../../console/ui/lib/fleet.ts';
import { AT, current, failure, pipeline, promotion, stage, target } from '../views.ts';

const hold = { by: 'grace', reason: 'inventory', at: AT };
const waiting = promotion({ status: 'gated', takesVotes: true, sentence: '1 of 2 approvals' });

describe('a stage at a glance', () => {
  it('is as healthy as its worst target', () => {
    const of = (...states: Parameters<typeof target>[1][]) =>
      worstHealth(stage('prod', { targets: states.map((health, index) => target(`c${index}`, health)) }));
    expect(of('healthy', 'progressing')).toBe('progressing');
    expect(of('healthy', 'silent', 'progressing')).toBe('silent');
    expect(of('silent', 'failing')).toBe('failing');
    expect(of()).toBeUndefined();
  });

  it('says first whose turn it is, then what fails, then what holds it, then what moves', () => {
    const all = { hold, targets: [target('prod-eu-1', 'failing')] };
    expect(noteOf(stage('prod', { ...all, underWay: waiting }))?.text).toBe(
      '1.15.0 waits for approval: 1 of 2 approvals',
    );
    expect(noteOf(stage('prod', { ...all, underWay: promotion() }))?.text).toBe(
      'prod-eu-1: prod-eu-1 says so',
    );
    expect(noteOf(stage('prod', { hold, underWay: promotion() }))?.text).toBe('on hold by grace: inventory');
    expect(noteOf(stage('prod', { underWay: promotion() }))?.text).toMatch(/^1\.15\.0 verifying: /);
  });

  it('tells how the last promotion ended, unless a newer one took its place or all is well', () => {
    expect(noteOf(stage('prod', { lastFailure: failure('failed') }))).toEqual({
      sign: { word: 'failed', tone: 'bad', icon: 'alert' },
      text: '1.14.9 failed: no report from prod-eu-1',
    });
    expect(noteOf(stage('prod', { lastFailure: failure('superseded') }))).toBeUndefined();
    expect(noteOf(stage('prod', { current: current('1.14.2') }))).toBeUndefined();
  });
});

describe('the fleet', () => {
  const checkout = pipeline('checkout', [
    stage('dev', { targets: [target('dev-eu-1')], current: current('1.15.1') }),
    stage('prod', { after: ['dev'], underWay: waiting }),
  ]);
  const catalog = pipeline('catalog', [
    stage('dev', { lastFailure: failure('failed') }),
    stage('load', { after: ['dev'], hold, targets: [target('load-us-1', 'failing')] }),
    stage('prod', { after: ['load'] }),
  ]);
  const fleet = [checkout, catalog];

  it('counts the stages that need something', () => {
    expect(countStages(fleet)).toEqual({ approval: 1, failing: 2, hold: 1, moving: 1 });
    expect(countStages([])).toEqual({ approval: 0, failing: 0, hold: 0, moving: 0 });
  });

  it('shows the pipelines that a filter asks for', () => {
    expect(select(fleet, 'approval', '')).toEqual([checkout]);
    expect(select(fleet, 'hold', '')).toEqual([catalog]);
    expect(select(fleet, undefined, ' ')).toEqual(fleet);
    expect(isFilter('hold')).toBe(true);
    expect(isFilter('holds')).toBe(false);
  });

  it('finds names, tags and clusters, all words, whatever their case', () => {
    expect(select(fleet, undefined, 'CHECK')).toEqual([checkout]);
    expect(select(fleet, undefined, '1.15.1 dev-eu')).toEqual([checkout]);
    expect(select(fleet, undefined, '1.15.1 load')).toEqual([]);
    expect(select(fleet, 'approval', 'catalog')).toEqual([]);
  });

  it('has one column per stage name, first stages first', () => {
    expect(columnsOf(fleet)).toEqual(['dev', 'load', 'prod']);
    expect(columnsOf([])).toEqual([]);
  });
});
