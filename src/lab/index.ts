// The lab's face: real Debian hosts with systemd, sshd and apt on this machine, thrown away afterwards.
export { labUnavailable } from './available.js';
export { labDown } from './down.js';
export { type Lab, type LabHost, type LabHostWish, RELEASES, type Release, type Say } from './lab.js';
export { type LabUpOptions, labUp } from './up.js';
export { labList, labRun, labSshArguments } from './use.js';
