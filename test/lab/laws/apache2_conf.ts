// Cases for the laws of apache2_conf.

import { apacheParts } from './apache2_parts.js';
import type { Laws } from './laws.js';

export const laws: Laws = { module: 'apache2_conf', cases: () => apacheParts('conf') };
