import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = 'docs/decisions';

/** Of a decision that another took the place of. */
const SUPERSEDED = / \(superseded by .+\)$/;

it('lists every decision once, by its number, with its title', () => {
  const files = readdirSync(FOLDER).filter((file) => file !== 'README.md');
  const listed = readFileSync(`${FOLDER}/README.md`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('- '));
  expect(listed.map((line) => line.replace(SUPERSEDED, ''))).toEqual(files.sort().map(lineOf));
});

function lineOf(file: string): string {
  const number = file.slice(0, 4);
  const [heading = ''] = readFileSync(`${FOLDER}/${file}`, 'utf8').split('\n');
  expect(heading, `${file} begins with "# ${number} <title>"`).toMatch(new RegExp(`^# ${number} \\S`));
  return `- [${number}](${file}) ${heading.slice(`# ${number} `.length)}`;
}
