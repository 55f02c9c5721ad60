// Package storagetest proves that a backend keeps the promises of package
// storage. Run is one suite of cases by method; Model plays random operations
// against a simple model of a store in memory.
package storagetest
