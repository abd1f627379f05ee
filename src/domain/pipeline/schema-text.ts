import * as z from 'zod/mini';
import { type Complaint, inOneText } from './complaint.ts';

/** Text with a rule of its own. */
export function text(description: string, complaintOf: (value: string) => Complaint | undefined) {
  return z.string().check(
    z.meta({ description }),
    z.check(({ value, issues }) => {
      const complaint = complaintOf(value);
      if (complaint === undefined) return;
      issues.push({ code: 'custom', input: value, message: inOneText(complaint) });
    }),
  );
}

const matching = (pattern: RegExp, what: string, hint: string) => (value: string) =>
  pattern.test(value) ? undefined : { message: `"${value}" is not ${what}`, hint };

const plainName = matching(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  'a name',
  'use small letters, digits and "-", beginning and ending with a letter or digit',
);

/** Pipelines and stages name Step Functions executions (at most 80 characters) and parts of addresses. */
export const name = (description: string, longest: number) =>
  text(description, (value) =>
    value.length > longest
      ? { message: `"${value}" is longer than ${longest} characters`, hint: 'choose a shorter name' }
      : plainName(value),
  );

export const personName = (description: string) =>
  text(
    description,
    matching(
      /^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/,
      'a name',
      'use small letters, digits, ".", "_" and "-", at most 64',
    ),
  );

/** Releases come from ECR's events, so an image of another registry would never move. */
export const ecrImage = text(
  'ECR repository, <account>.dkr.ecr.<region>.amazonaws.com/<repository>, without tag or digest.',
  matching(
    /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[a-z0-9]+([._/-]+[a-z0-9]+)*$/,
    'the address of an ECR repository',
    'write <account>.dkr.ecr.<region>.amazonaws.com/<repository>, without tag or digest',
  ),
);

export const imageName = text(
  'The image name as it stands in the overlays: images[].name of their kustomization.yaml.',
  matching(
    /^[a-zA-Z0-9][\w.-]*(:\d+)?(\/[\w.-]+)*$/,
    'an image name',
    'write the name of the images: entry, without tag or digest',
  ),
);

export const overlayPath = text(
  'Folder of the overlay, from the top of the configuration repository.',
  (value) => {
    const parts = value.replace(/\/$/, '').split('/');
    const plain = parts.every((part) => /^[\w.@+-]+$/.test(part) && part !== '.' && part !== '..');
    const hint = 'write a folder from the top of the repository, such as apps/checkout/overlays/dev';
    return plain ? undefined : { message: `"${value}" is not a folder of the repository`, hint };
  },
);

export const email = text(
  'Address by which the person is known.',
  matching(/^[^\s@]+@[^\s@]+$/, 'an email address', 'write name@host'),
);

export const arn = text(
  'IAM identity under which the person approves in the AWS console.',
  matching(
    /^arn:aws[a-z-]*:(iam|sts)::\d{12}:.+$/,
    'an IAM identity',
    'write arn:aws:iam::<account>:user/<name> or arn:aws:sts::<account>:assumed-role/<role>/<session>',
  ),
);
