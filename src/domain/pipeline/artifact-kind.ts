/** A Helm chart has its version for a tag, a git tag its commit for a digest. */
export type ArtifactKind = 'chart' | 'git';
