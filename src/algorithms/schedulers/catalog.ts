export { firstFit } from './packing/first-fit.js';
export { fgd } from './gpu/fgd.js';
export { gpuBestFit } from './gpu/best-fit.js';
export { gpuClustering } from './gpu/clustering.js';
export { gpuDotProduct } from './gpu/dot-product.js';
export { gpuPacking } from './gpu/packing.js';
export { gpuRandom } from './gpu/random.js';
export { kube } from './kube/kube.js';
