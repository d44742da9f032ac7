/** This package's version, as manifests name it. A test keeps it equal to package.json's. */
export const toolVersion = '0.1.0';
