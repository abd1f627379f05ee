/** Quotas in AWS CodeCommit. AWS writes MB and KB; taken as binary, as its services usually mean them. */
const KB = 1024;
const MB = 1024 * KB;

/** Bytes of one file, in a commit or read through the API. */
export const FILE_LIMIT = 6 * MB;
/** Bytes of all files of one CreateCommit together. */
export const COMMIT_CONTENT_LIMIT = 7 * MB;
/** Bytes that one CreateCommit may put into one folder. */
export const FOLDER_CONTENT_LIMIT = 6 * MB;
/** Bytes of a commit message. */
export const MESSAGE_LIMIT = 256 * KB;
/** putFiles, deleteFiles and setFileModes together. */
export const FILE_ENTRIES_LIMIT = 100;
export const AUTHOR_NAME_LIMIT = 1024;
export const EMAIL_LIMIT = 256;
