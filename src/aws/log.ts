import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS } from '../contract.ts';
import type { Log } from '../ports/world.ts';
import { annotate } from './tracer.ts';

/**
 * Structured lines and embedded metrics on stdout; each metric is written at once, so that a crash loses none. Its one
 * dimension is the installation, so that an alarm sees what all functions count.
 */
export function createLog(functionId: string, installation: string): Log {
  const logger = new Logger({ serviceName: functionId });
  const metrics = new Metrics({ namespace: METRICS.namespace, serviceName: installation });
  return {
    info(message, fields = {}) {
      annotate(fields);
      logger.info(message, fields);
    },
    warn(message, fields = {}) {
      annotate(fields);
      logger.warn(message, fields);
    },
    count: (metric, value = 1) => metrics.singleMetric().addMetric(metric, MetricUnit.Count, value),
    measure: (metric, milliseconds) =>
      metrics.singleMetric().addMetric(metric, MetricUnit.Milliseconds, milliseconds),
  };
}
