import * as z from 'zod/mini';
import { type Complaint, inOneText } from './complaint.ts';

/** Text with a rule of its own; `keywords` is as much of the rule as a JSON Schema can say. */
export function text(
  description: string,
  complaintOf: (value: string) => Complaint | undefined,
  keywords: { pattern?: string; maxLength?: number } = {},
) {
  // A number or a truth that quotes would not mend is told the form.
  const error = ({ input }: { input?: unknown }) => {
    const complaint = isBare(input) ? complaintOf(String(input)) : undefined;
    return complaint && inOneText(complaint);
  };
  return z.string({ error }).check(
    z.meta({ description, ...keywords }),
    z.check(({ value, issues }) => {
      const complaint = complaintOf(value);
      if (complaint !== undefined) {
        issues.push({ code: 'custom', input: value, message: inOneText(complaint) });
      }
    }),
  );
}

/** What YAML reads as something else than text unless it stands in quotes. */
export const isBare = (value: unknown): value is number | boolean =>
  typeof value === 'number' || typeof value === 'boolean';

interface Form {
  pattern: RegExp;
  what: string;
  hint: string;
  longest?: number;
}

function textOfForm(description: string, { pattern, what, hint, longest = Infinity }: Form) {
  const complaintOf = (value: string) => {
    if (value.length > longest) {
      return { message: `"${value}" is longer than ${longest} characters`, hint: 'choose a shorter one' };
    }
    return pattern.test(value) ? undefined : { message: `"${value}" is not ${what}`, hint };
  };
  const keywords = { pattern: pattern.source, ...(longest < Infinity && { maxLength: longest }) };
  return text(description, complaintOf, keywords);
}

/** Names end up in addresses and, those of pipelines and stages, in names of Step Functions executions. */
export const name = (description: string, longest: number) =>
  textOfForm(description, {
    pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    what: 'a name',
    hint: 'use small letters, digits and "-", beginning and ending with a letter or digit',
    longest,
  });

/** What Kubernetes allows for the name of an object of any kind. */
export const objectName = (description: string) =>
  textOfForm(description, {
    pattern: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
    what: 'the name of a Kubernetes object',
    hint: 'use small letters, digits, "-" and "."',
    longest: 253,
  });

/** As SQS names the sender of a message; a role that is deleted and made again has another one. */
export const roleId = textOfForm('Unique id of an IAM role.', {
  pattern: /^AROA[A-Z0-9]{10,124}$/,
  what: 'the unique id of an IAM role',
  hint: 'write what this prints: aws iam get-role --role-name <name> --query Role.RoleId --output text',
});

export const personName = (description: string) =>
  textOfForm(description, {
    pattern: /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/,
    what: 'a name',
    hint: 'use small letters, digits, ".", "_" and "-"',
    longest: 64,
  });

const ECR_ADDRESS = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/[a-z0-9]+([._/-]+[a-z0-9]+)*$/;

/** Releases come from ECR's events, so an image of another registry would never move. */
export const ecrImage = textOfForm(
  'ECR repository, <account>.dkr.ecr.<region>.amazonaws.com/<repository>, without tag or digest.',
  {
    pattern: ECR_ADDRESS,
    what: 'the address of an ECR repository',
    hint: 'write <account>.dkr.ecr.<region>.amazonaws.com/<repository>, without tag or digest',
  },
);

export const ecrChart = textOfForm(
  'ECR repository of a Helm chart, <account>.dkr.ecr.<region>.amazonaws.com/<repository>, without oci:// and version.',
  {
    pattern: ECR_ADDRESS,
    what: 'the address of an ECR repository',
    hint: 'write <account>.dkr.ecr.<region>.amazonaws.com/<repository>, without oci:// and version',
  },
);

/** Its tags come from CodeCommit's events, which name the repository by its ARN. */
export const codeCommitRepository = textOfForm(
  'CodeCommit repository whose tags are released, by its ARN: arn:aws:codecommit:<region>:<account>:<name>.',
  {
    pattern: /^arn:aws(-[a-z]+)*:codecommit:[a-z0-9-]+:\d{12}:[\w.-]{1,100}$/,
    what: 'the ARN of a CodeCommit repository',
    hint: 'write arn:aws:codecommit:<region>:<account>:<name>',
  },
);

export const imageName = textOfForm(
  'Of an image: its name as it stands in the overlays, images[].name of their kustomization.yaml.',
  {
    pattern: /^[a-zA-Z0-9][\w.-]*(:\d+(?=\/))?(\/[\w.-]+)*$/,
    what: 'an image name',
    hint: 'write the name of the images: entry, without tag or digest',
  },
);

const SEGMENT = String.raw`(?!\.{1,2}(\/|$))[\w.@+-]+`;
const PATH = `^${SEGMENT}(\\/${SEGMENT})*`;
const FILE = new RegExp(`${PATH}$`);
const FOLDER = new RegExp(`${PATH}\\/?$`);
/** Far less than git takes: a definition repeats it for every target. */
const LONGEST_PATH = 300;

export const isFile = (text: string): boolean => FILE.test(text);
export const isFolder = (text: string): boolean => FOLDER.test(text);

const template = (source: string): RegExp =>
  new RegExp(source.replaceAll('[\\w.@+-]+', '([\\w.@+-]|\\{[^{}\\s]+\\})+'));

export const filePathTemplate = textOfForm(
  'The file, from the top of the configuration repository. {overlay} stands for the folder of the target, {cluster} and {<label>} for what the cluster has.',
  {
    pattern: template(FILE.source),
    what: 'a file of the repository',
    hint: 'write a path from the top of the repository, such as apps/checkout/values.yaml, or {overlay}/values.yaml',
    longest: LONGEST_PATH,
  },
);

export const overlayTemplate = textOfForm(
  'Folder of the overlay, from the top of the configuration repository. {cluster} and {<label>} stand for what the cluster has.',
  {
    pattern: template(FOLDER.source),
    what: 'a folder of the repository',
    hint: 'write a folder from the top of the repository, such as apps/checkout/overlays/dev',
    longest: LONGEST_PATH,
  },
);

export const email = textOfForm('Address by which the person is known.', {
  pattern: /^[^\s@]+@[^\s@]+$/,
  what: 'an email address',
  hint: 'write name@host',
});

export const arn = textOfForm('IAM identity of the person; the session of a role may end with "*".', {
  pattern: /^arn:aws[a-z-]*:(iam|sts)::\d{12}:([^*]+|assumed-role\/[^/*]+\/[^/*]*\*)$/,
  what: 'an IAM identity',
  hint: 'write arn:aws:iam::<account>:user/<name> or arn:aws:sts::<account>:assumed-role/<role>/<session>, where the session may end with "*"',
});

export const subject = textOfForm('What Cognito, or another OpenID provider, calls the person: sub.', {
  pattern: /^[\x21-\x7e]+$/,
  what: 'a subject',
  hint: 'copy the "sub" of the user, such as 6f1c2e0a-3b5d-4c8e-9a7f-0d1e2f3a4b5c',
  longest: 255,
});

export const slackTeam = textOfForm('Id of the Slack workspace.', {
  pattern: /^[TE][A-Z0-9]{2,}$/,
  what: 'the id of a Slack workspace',
  hint: 'write the id that begins with T; it stands in the address of Slack in a browser',
});

export const slackUser = textOfForm('Member id of the person in Slack.', {
  pattern: /^[UW][A-Z0-9]{2,}$/,
  what: 'the id of a member of Slack',
  hint: 'write the id that begins with U: profile, three dots, "Copy member ID"',
});

export const slackChannel = textOfForm('Id of the Slack channel.', {
  pattern: /^[CG][A-Z0-9]{2,}$/,
  what: 'the id of a Slack channel',
  hint: 'write the id that begins with C; it is at the end of the details of the channel',
});
