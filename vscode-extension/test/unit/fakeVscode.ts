// Stands in for the editor's module in unit tests, which reach only code that uses none of it.
export {};
