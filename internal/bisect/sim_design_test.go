package bisect_test

// figure is a cell of the study behind the design of the search: percent that
// named the culprit, percent that answered "none", median and 90th percentile
// of the case runs beyond those of the ends. All zero is a cell that the study
// leaves out.
type figure struct{ hits, none, median, p90 float64 }

// row holds the figures of m versions and n cases for each noise.
type row struct {
	m, n    int
	figures [4]figure
}

// noises are the rates at which a case errs, the columns of the tables.
func noises() [4]float64 { return [4]float64{0, 0.05, 0.1, 0.2} }

// designDrops is the 15-point drop, 60 trials a cell.
func designDrops() []row {
	return []row{
		{16, 10, [4]figure{{100, 0, 9, 9}, {100, 0, 11, 17}, {95, 3, 20, 37}, {92, 7, 50, 100}}},
		{16, 20, [4]figure{{100, 0, 9, 9}, {100, 0, 12, 21}, {98, 0, 17, 41}, {97, 0, 47, 85}}},
		{16, 100, [4]figure{{100, 0, 7, 7}, {98, 0, 12, 25}, {98, 0, 21, 48}, {95, 0, 53, 114}}},
		{64, 10, [4]figure{{100, 0, 11, 11}, {98, 0, 14, 27}, {98, 2, 22, 44}, {90, 10, 60, 114}}},
		{64, 20, [4]figure{{100, 0, 11, 11}, {98, 0, 17, 29}, {95, 0, 24, 62}, {85, 13, 68, 101}}},
		{64, 100, [4]figure{{100, 0, 9, 9}, {97, 0, 14, 30}, {97, 0, 26, 47}, {97, 0, 55, 102}}},
		{256, 10, [4]figure{{100, 0, 13, 13}, {100, 0, 15, 27}, {97, 3, 30, 49}, {80, 15, 60, 103}}},
		{256, 20, [4]figure{{100, 0, 13, 13}, {98, 0, 19, 38}, {97, 0, 32, 80}, {88, 10, 79, 126}}},
		{256, 100, [4]figure{{100, 0, 11, 12}, {100, 0, 16, 30}, {100, 0, 28, 45}, {97, 0, 72, 131}}},
		{1024, 10, [4]figure{{100, 0, 15, 15}, {98, 0, 22, 33}, {95, 2, 34, 76}, {78, 20, 77, 162}}},
		{1024, 20, [4]figure{{100, 0, 15, 15}, {100, 0, 22, 35}, {97, 0, 37, 56}, {87, 10, 74, 140}}},
		{1024, 100, [4]figure{{100, 0, 13, 14}, {98, 0, 20, 34}, {100, 0, 30, 50}, {98, 0, 83, 159}}},
		{4096, 10, [4]figure{{100, 0, 17, 17}, {100, 0, 24, 40}, {98, 0, 36, 57}, {82, 18, 78, 134}}},
		{4096, 20, [4]figure{{100, 0, 17, 17}, {100, 0, 24, 36}, {92, 0, 36, 79}, {88, 12, 78, 128}}},
		{4096, 100, [4]figure{{100, 0, 15, 16}, {100, 0, 21, 34}, {100, 0, 39, 61}, {95, 0, 99, 164}}},
	}
}

// designFlips is one case that flips, somebody vouching for it, 50 trials a cell.
func designFlips() []row {
	return []row{
		{16, 10, [4]figure{{100, 0, 8, 9}, {100, 0, 10, 25}, {90, 0, 22, 86}, {94, 0, 61, 178}}},
		{16, 20, [4]figure{{100, 0, 8, 8}, {96, 0, 13, 39}, {94, 0, 24, 96}, {98, 0, 68, 166}}},
		{16, 100, [4]figure{{100, 0, 10, 10}, {100, 0, 28, 53}, {98, 0, 53, 116}, {86, 0, 211, 1240}}},
		{64, 10, [4]figure{{100, 0, 10, 11}, {100, 0, 16, 23}, {90, 0, 27, 98}, {94, 0, 77, 320}}},
		{64, 20, [4]figure{{100, 0, 10, 10}, {98, 0, 17, 41}, {98, 0, 31, 70}, {90, 0, 121, 280}}},
		{64, 100, [4]figure{{100, 0, 12, 12}, {98, 0, 21, 48}, {98, 0, 52, 126}, {100, 0, 190, 668}}},
		{256, 10, [4]figure{{100, 0, 12, 13}, {100, 0, 19, 36}, {92, 0, 33, 117}, {98, 0, 103, 316}}},
		{256, 20, [4]figure{{100, 0, 12, 12}, {98, 0, 18, 50}, {92, 0, 35, 115}, {92, 0, 102, 408}}},
		{256, 100, [4]figure{{100, 0, 14, 14}, {100, 0, 30, 45}, {98, 0, 54, 141}, {98, 0, 188, 675}}},
		{1024, 10, [4]figure{{100, 0, 14, 15}, {100, 0, 21, 41}, {92, 0, 45, 146}, {96, 0, 95, 373}}},
		{1024, 20, [4]figure{{100, 0, 14, 14}, {100, 0, 22, 41}, {100, 0, 42, 94}, {94, 0, 108, 387}}},
		{1024, 100, [4]figure{{100, 0, 15, 16}, {100, 0, 32, 89}, {100, 0, 57, 249}, {98, 0, 174, 712}}},
		{4096, 10, [4]figure{{100, 0, 16, 17}, {100, 0, 24, 38}, {96, 0, 38, 138}, {96, 0, 112, 304}}},
		{4096, 20, [4]figure{{100, 0, 16, 16}, {98, 0, 24, 58}, {90, 0, 50, 188}, {}}},
		{4096, 100, [4]figure{{100, 0, 17, 17}, {100, 0, 39, 61}, {}, {}}},
	}
}

// designNone is no change, 80 trials a cell.
func designNone() []row {
	return []row{
		{m: 64, n: 10},
		{m: 64, n: 20},
		{m: 64, n: 100},
		{m: 1024, n: 10},
		{m: 1024, n: 20},
		{m: 1024, n: 100},
		{16, 10, [4]figure{{0, 100, 60, 60}, {0, 100, 60, 77}, {0, 96, 60, 111}, {0, 99, 60, 63}}},
		{16, 20, [4]figure{{0, 100, 80, 80}, {0, 98, 80, 80}, {0, 95, 80, 85}, {0, 98, 80, 80}}},
		{16, 100, [4]figure{{0, 100, 0, 0}, {0, 100, 10, 21}, {0, 99, 28, 75}, {0, 100, 240, 240}}},
		{256, 10, [4]figure{{0, 100, 60, 60}, {0, 96, 60, 125}, {0, 98, 60, 120}, {0, 100, 60, 66}}},
		{256, 20, [4]figure{{0, 100, 80, 80}, {0, 98, 80, 80}, {0, 94, 80, 148}, {0, 99, 80, 80}}},
		{256, 100, [4]figure{{0, 100, 0, 0}, {0, 100, 10, 24}, {0, 100, 32, 68}, {0, 99, 240, 240}}},
		{4096, 10, [4]figure{{0, 100, 60, 60}, {0, 100, 60, 60}, {0, 96, 60, 99}, {0, 100, 60, 71}}},
		{4096, 20, [4]figure{{0, 100, 80, 80}, {0, 100, 80, 80}, {0, 98, 80, 123}, {0, 99, 80, 85}}},
		{4096, 100, [4]figure{{0, 100, 0, 0}, {0, 100, 10, 21}, {0, 100, 30, 72}, {}}},
	}
}

// pooled is a row of the study of diffuse drops, with the pooled part of the
// model, which the tables above were measured without.
type pooled struct {
	scenario
	figure
	trials int
}

// designPooled has 64 versions throughout. How many trials it took follows from
// its fractions.
func designPooled() []pooled {
	return []pooled{
		{scenario{kind: diffuse, m: 64, n: 100, assume: true}, figure{100, 0, 342, 559}, 40},
		{scenario{kind: diffuse, m: 64, n: 100}, figure{87.5, 12.5, 340, 786}, 40},
		{scenario{kind: diffuse, m: 64, n: 20}, figure{15, 82.5, 80, 209}, 40},
		{scenario{kind: diffuse, m: 64, n: 20, assume: true}, figure{90, 0, 383, 728}, 40},
		{scenario{kind: drop15, m: 64, n: 20, eps: 0}, figure{100, 0, 11, 11}, 60},
		{scenario{kind: drop15, m: 64, n: 20, eps: 0.1}, figure{95, 1.7, 27, 60}, 60},
		{scenario{kind: drop15, m: 64, n: 100, eps: 0}, figure{100, 0, 9, 9}, 60},
		{scenario{kind: drop15, m: 64, n: 100, eps: 0.1}, figure{96.7, 0, 26, 72}, 60},
		{scenario{kind: drop15, m: 64, n: 20, eps: 0.2}, figure{88.3, 8.3, 75, 132}, 60},
		{scenario{kind: drop15, m: 64, n: 100, eps: 0.2}, figure{96.7, 3.3, 80, 136}, 60},
		{scenario{kind: none, m: 64, n: 20, eps: 0.1}, figure{0, 100, 80, 88}, 80},
		{scenario{kind: none, m: 64, n: 20, eps: 0.2}, figure{0, 100, 80, 80}, 80},
		{scenario{kind: flaky, m: 64, n: 20, eps: 0.1}, figure{96.7, 3.3, 38, 80}, 60},
		{scenario{kind: flaky, m: 64, n: 20, eps: 0.2}, figure{93.3, 5, 53, 111}, 60},
	}
}
