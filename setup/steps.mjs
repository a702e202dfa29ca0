import { base } from './steps/base.mjs';
import { k6, toxiproxy } from './steps/binaries.mjs';
import { docker } from './steps/docker.mjs';
import { go } from './steps/go.mjs';
import { node } from './steps/node.mjs';
import { packages } from './steps/packages.mjs';
import { testbed } from './steps/testbed.mjs';

/** All that set-up brings. Those that need nothing of each other are brought side by side. */
export const steps = [packages, node, docker, base, testbed, go, toxiproxy, k6];
