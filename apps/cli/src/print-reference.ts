import { commandTree } from './commands/tree.ts';
import { renderReference } from './reference/render-reference.ts';

process.stdout.write(renderReference(commandTree));
