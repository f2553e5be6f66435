package watch

// Limit is limit for tests: no test uses up what a system has.
var Limit = limit
