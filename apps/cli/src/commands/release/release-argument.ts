/** The argument that names a release. */
export const releaseArgument = { help: 'Id, line@number or line@latest' };
