/**
 * What of Towpath's own events chat is told of: news, and what changes the card of an approval. The other steps of a
 * promotion would cost an invocation each and show nowhere.
 */
export const chatRules = [
  {
    name: 'relay-events',
    own: true,
    pattern: {
      source: ['towpath'],
      'detail-type': [
        {
          'anything-but': [
            'Pipeline Defined',
            'Release Created',
            'Artifact Arrived',
            'Release Tagged',
            'Vote Refused',
            'Request Refused',
            'Promotion Requested',
            'Stage Acquired',
            'Gates Passed',
            'Wave Committed',
            'Wave Soaking',
            'Wave Healthy',
            'Target Recovered',
            'Pull Request Opened',
            'Pull Request Extended',
            'Pull Request Ended',
            'Pull Request Not Needed',
          ],
        },
      ],
    },
  },
  {
    name: 'relay-approved',
    own: true,
    pattern: {
      source: ['towpath'],
      'detail-type': ['Gates Passed'],
      detail: { fact: { gates: { gate: ['approval'] } } },
    },
  },
  {
    name: 'relay-rollbacks',
    own: true,
    pattern: {
      source: ['towpath'],
      'detail-type': ['Promotion Requested'],
      detail: { fact: { rollback: { overlays: [{ exists: true }] } } },
    },
  },
] as const;
