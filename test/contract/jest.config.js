/** `npm run test:contract`: the same scenarios on every cloud that CONTRACT_TARGETS names. */
export default {
  rootDir: '../..',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  testMatch: ['<rootDir>/test/contract/*.contract.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.serverless'],
  testTimeout: 60_000,
  verbose: true,
};
