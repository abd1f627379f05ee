/** What a cluster's manifests are made of. */
export interface ClusterPlace {
  readonly cluster: string;
  /** Of Towpath, without a slash at the end. */
  readonly url: string;
  /** As the agent pulls it. */
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly targets: readonly AgentTarget[];
  readonly canaries: readonly CanaryPlace[];
  /** Where its agent is told of commits, if settings say so. */
  readonly wakeUrl?: string;
}

/** A Canary of Flagger, and the stage whose targets it is part of. */
export interface CanaryPlace {
  readonly pipeline: string;
  readonly stage: string;
  readonly namespace: string;
  readonly name: string;
}

/** An overlay and the object that applies it. */
export interface AgentTarget {
  readonly overlay: string;
  readonly namespace: string;
  readonly name: string;
  /** What is written for it, where that is not only the overlay's kustomization. */
  readonly files?: readonly string[];
}

/** Documents of one file. Each is as a person would write it, with its comments; none holds a secret. */
export const documents = (texts: readonly string[]): string =>
  `${texts.map((text) => text.trim()).join('\n---\n')}\n`;

export const addressOf = (
  { url, cluster }: ClusterPlace,
  way: 'flux' | 'argocd' | 'snapshot' | 'flagger',
): string => `${url}/v1/health/${way}/${cluster}`;

/** Plain where YAML reads it as the same text, else in quotes. */
export const scalar = (text: string): string =>
  /^[\w./][\w./:@-]*$/.test(text) && !/:$/.test(text) ? text : JSON.stringify(text);

/** The name of the repository's object in the cluster. */
export const sourceName = ({ repositoryUrl }: ClusterPlace): string =>
  (/([^/@:]+?)(?:\.git)?\/?$/.exec(repositoryUrl)?.[1] ?? 'fleet').toLowerCase().replace(/[^a-z0-9-]+/g, '-');
