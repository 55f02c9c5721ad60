package dedup

// Threshold is the score from which on two items are taken for copies.
const Threshold = 1.0

// weights of the features.
var weights = Features{
	-5.006,  // bias
	-1.482,  // text jaccard
	-1.370,  // text share
	4.224,   // text weighed
	8.262,   // text weighed jaccard
	4.053,   // text amount
	-3.795,  // text square
	-1.066,  // lead share
	3.131,   // lead amount
	-0.315,  // lead in text
	-3.237,  // numbers share
	3.846,   // numbers weighed
	-16.539, // numbers conflict
	-0.256,  // numbers conflict share
	1.407,   // numbers amount
	-1.513,  // numbers missing
	1.781,   // names weighed
	-0.374,  // names conflict
	3.799,   // names amount
	0.749,   // names missing
	6.751,   // title weighed
	-3.612,  // title jaccard
	0.055,   // title same
	-2.751,  // title numbers conflict
	0.902,   // title numbers same
	1.686,   // title missing
	0.793,   // title stage
	-1.437,  // length ratio
	1.546,   // short text
	-3.785,  // same source
	5.946,   // same url
	-12.977, // script distance
	0.905,   // source and text
	-1.226,  // source and conflict
	-0.273,  // text and numbers
	0.146,   // text and title
	-8.122,  // text and conflict
	-1.252,  // names and numbers
	3.025,   // short and title
	1.062,   // near identical
}
