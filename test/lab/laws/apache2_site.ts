// Cases for the laws of apache2_site.

import { apacheParts } from './apache2_parts.js';
import type { Laws } from './laws.js';

export const laws: Laws = { module: 'apache2_site', cases: () => apacheParts('sites') };
