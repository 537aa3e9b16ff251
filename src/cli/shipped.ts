// Where the files lie that come with hostwright: beside `dist` in a package, beside `src` in a checkout.

import { fileURLToPath } from 'node:url';

/** Searched last for `template: src`. */
export const shippedTemplates = fileURLToPath(new URL('../../templates', import.meta.url));
