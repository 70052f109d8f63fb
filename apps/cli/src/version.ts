import description from '../package.json' with { type: 'json' };

/** Version of this command. */
export const CLI_VERSION: string = description.version;
