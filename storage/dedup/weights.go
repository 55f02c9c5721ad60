package dedup

// Threshold is the score from which on two items are taken for copies.
const Threshold = 1.5

// weights of the features, as "go run ./cmd/freshet/eval -learn" fits them.
var weights = Features{
	-4.763,  // bias
	-1.509,  // text jaccard
	-2.223,  // text share
	2.593,   // text weighed
	4.771,   // text weighed jaccard
	1.937,   // text amount
	1.242,   // lead share
	2.885,   // lead amount
	2.166,   // lead in text
	-2.336,  // numbers share
	1.603,   // numbers weighed
	-11.652, // numbers conflict
	-1.648,  // numbers conflict share
	-1.026,  // numbers amount
	-0.779,  // numbers missing
	0.651,   // names weighed
	-1.342,  // names conflict
	2.620,   // names amount
	0.769,   // names missing
	10.571,  // title weighed
	-0.894,  // title jaccard
	-0.466,  // title same
	-0.526,  // title numbers conflict
	0.948,   // title numbers same
	1.012,   // title missing
	0.622,   // title stage
	-0.863,  // length ratio
	2.743,   // short text
	-0.897,  // same source
	4.808,   // same url
	-4.361,  // script distance
	1.274,   // near identical
	-1.653,  // text jaccard x text jaccard
	0.719,   // text jaccard x text weighed
	0.607,   // text jaccard x text amount
	-1.477,  // text jaccard x lead share
	0.720,   // text jaccard x lead in text
	2.199,   // text jaccard x numbers weighed
	-5.241,  // text jaccard x numbers conflict share
	1.107,   // text jaccard x numbers amount
	0.318,   // text jaccard x names weighed
	-1.290,  // text jaccard x names conflict
	-2.774,  // text jaccard x title weighed
	0.124,   // text jaccard x title same
	1.134,   // text jaccard x title numbers conflict
	0.634,   // text jaccard x length ratio
	-0.592,  // text jaccard x short text
	-0.312,  // text jaccard x same source
	0.489,   // text jaccard x script distance
	-0.432,  // text weighed x text weighed
	0.564,   // text weighed x text amount
	0.313,   // text weighed x lead share
	0.176,   // text weighed x lead in text
	-0.576,  // text weighed x numbers weighed
	0.523,   // text weighed x numbers conflict share
	0.988,   // text weighed x numbers amount
	0.684,   // text weighed x names weighed
	-1.059,  // text weighed x names conflict
	1.848,   // text weighed x title weighed
	1.611,   // text weighed x title same
	0.065,   // text weighed x title numbers conflict
	-1.342,  // text weighed x length ratio
	-1.728,  // text weighed x short text
	1.674,   // text weighed x same source
	1.454,   // text weighed x script distance
	0.430,   // text amount x text amount
	-1.596,  // text amount x lead share
	-0.619,  // text amount x lead in text
	4.047,   // text amount x numbers weighed
	-1.610,  // text amount x numbers conflict share
	0.472,   // text amount x numbers amount
	0.282,   // text amount x names weighed
	-0.973,  // text amount x names conflict
	0.153,   // text amount x title weighed
	-0.495,  // text amount x title same
	-1.374,  // text amount x title numbers conflict
	-0.550,  // text amount x length ratio
	-0.073,  // text amount x short text
	0.745,   // text amount x same source
	-1.810,  // text amount x script distance
	-0.541,  // lead share x lead share
	-0.331,  // lead share x lead in text
	-0.609,  // lead share x numbers weighed
	-1.556,  // lead share x numbers conflict share
	-0.379,  // lead share x numbers amount
	0.827,   // lead share x names weighed
	-1.776,  // lead share x names conflict
	-1.824,  // lead share x title weighed
	1.268,   // lead share x title same
	0.238,   // lead share x title numbers conflict
	0.596,   // lead share x length ratio
	-1.119,  // lead share x short text
	-0.507,  // lead share x same source
	2.804,   // lead share x script distance
	-2.269,  // lead in text x lead in text
	-1.327,  // lead in text x numbers weighed
	1.136,   // lead in text x numbers conflict share
	0.895,   // lead in text x numbers amount
	0.298,   // lead in text x names weighed
	-2.049,  // lead in text x names conflict
	2.207,   // lead in text x title weighed
	2.000,   // lead in text x title same
	0.268,   // lead in text x title numbers conflict
	-0.817,  // lead in text x length ratio
	-1.332,  // lead in text x short text
	0.131,   // lead in text x same source
	2.232,   // lead in text x script distance
	-0.490,  // numbers weighed x numbers weighed
	0.939,   // numbers weighed x numbers conflict share
	3.143,   // numbers weighed x numbers amount
	-0.377,  // numbers weighed x names weighed
	3.004,   // numbers weighed x names conflict
	1.645,   // numbers weighed x title weighed
	-2.756,  // numbers weighed x title same
	0.336,   // numbers weighed x title numbers conflict
	-1.304,  // numbers weighed x length ratio
	1.392,   // numbers weighed x short text
	-0.635,  // numbers weighed x same source
	-5.668,  // numbers weighed x script distance
	1.314,   // numbers conflict share x numbers conflict share
	-3.058,  // numbers conflict share x numbers amount
	-0.349,  // numbers conflict share x names weighed
	-0.872,  // numbers conflict share x names conflict
	2.193,   // numbers conflict share x title weighed
	-1.368,  // numbers conflict share x title same
	-1.364,  // numbers conflict share x title numbers conflict
	0.721,   // numbers conflict share x length ratio
	-0.315,  // numbers conflict share x short text
	-1.628,  // numbers conflict share x same source
	0.984,   // numbers conflict share x script distance
	0.146,   // numbers amount x numbers amount
	1.222,   // numbers amount x names weighed
	1.304,   // numbers amount x names conflict
	-6.004,  // numbers amount x title weighed
	-2.092,  // numbers amount x title same
	2.772,   // numbers amount x title numbers conflict
	-0.119,  // numbers amount x length ratio
	-0.116,  // numbers amount x short text
	1.609,   // numbers amount x same source
	-1.864,  // numbers amount x script distance
	-0.612,  // names weighed x names weighed
	0.628,   // names weighed x names conflict
	0.692,   // names weighed x title weighed
	2.846,   // names weighed x title same
	0.202,   // names weighed x title numbers conflict
	-0.179,  // names weighed x length ratio
	1.494,   // names weighed x short text
	-0.633,  // names weighed x same source
	-3.723,  // names weighed x script distance
	-0.310,  // names conflict x names conflict
	4.186,   // names conflict x title weighed
	-0.977,  // names conflict x title same
	0.527,   // names conflict x title numbers conflict
	0.963,   // names conflict x length ratio
	0.769,   // names conflict x short text
	-0.113,  // names conflict x same source
	0.068,   // names conflict x script distance
	-8.276,  // title weighed x title weighed
	-0.466,  // title weighed x title same
	-4.970,  // title weighed x title numbers conflict
	2.274,   // title weighed x length ratio
	1.140,   // title weighed x short text
	-1.954,  // title weighed x same source
	-0.157,  // title weighed x script distance
	-0.466,  // title same x title same
	0.000,   // title same x title numbers conflict
	1.152,   // title same x length ratio
	1.553,   // title same x short text
	-0.836,  // title same x same source
	0.724,   // title same x script distance
	-0.526,  // title numbers conflict x title numbers conflict
	0.662,   // title numbers conflict x length ratio
	0.753,   // title numbers conflict x short text
	1.248,   // title numbers conflict x same source
	-0.750,  // title numbers conflict x script distance
	-1.647,  // length ratio x length ratio
	-0.455,  // length ratio x short text
	1.002,   // length ratio x same source
	-0.397,  // length ratio x script distance
	1.383,   // short text x short text
	0.275,   // short text x same source
	0.552,   // short text x script distance
	-0.897,  // same source x same source
	-0.145,  // same source x script distance
	-1.695,  // script distance x script distance
}
