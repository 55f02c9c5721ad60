package dedup

// Threshold is the score from which on two items are taken for copies.
const Threshold = 1.0

// weights of the features.
var weights = Features{}
