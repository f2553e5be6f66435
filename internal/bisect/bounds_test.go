package bisect_test

import (
	"math"
	"testing"
)

// digits fails unless got is want to so many decimals.
func digits(tb testing.TB, what string, got, want float64, decimals int) {
	tb.Helper()
	if math.Abs(got-want) > 0.5000001*math.Pow10(-decimals) {
		tb.Errorf("%s: got %.*f, want %v", what, decimals, got, want)
	}
}

func TestTheCapacityOfACaseBoundsEverySearch(t *testing.T) {
	t.Parallel()
	sizes := [5]int{16, 64, 256, 1024, 4096}
	for _, row := range []struct {
		eps, bits   float64
		runs, fano5 [5]float64 // by size; the second with one error in twenty
	}{
		{0, 1.000000000000, [5]float64{4.0000, 6.0000, 8.0000, 10.0000, 12.0000}, [5]float64{3.5136, 5.4136, 7.3136, 9.2136, 11.1136}},
		{0.01, 0.919206864104, [5]float64{4.3516, 6.5274, 8.7032, 10.8789, 13.0547}, [5]float64{3.8224, 5.8894, 7.9564, 10.0234, 12.0904}},
		{0.05, 0.713603042884, [5]float64{5.6054, 8.4080, 11.2107, 14.0134, 16.8161}, [5]float64{4.9238, 7.5863, 10.2488, 12.9114, 15.5739}},
		{0.1, 0.531004406411, [5]float64{7.5329, 11.2993, 15.0658, 18.8322, 22.5987}, [5]float64{6.6169, 10.1950, 13.7731, 17.3513, 20.9294}},
		{0.15, 0.390159695284, [5]float64{10.2522, 15.3783, 20.5044, 25.6305, 30.7566}, [5]float64{9.0056, 13.8754, 18.7452, 23.6150, 28.4848}},
		{0.2, 0.278071905113, [5]float64{14.3848, 21.5772, 28.7695, 35.9619, 43.1543}, [5]float64{12.6356, 19.4684, 26.3011, 33.1339, 39.9667}},
		{0.25, 0.188721875541, [5]float64{21.1952, 31.7928, 42.3904, 52.9880, 63.5856}, [5]float64{18.6179, 28.6856, 38.7533, 48.8211, 58.8888}},
		{0.3, 0.118709100769, [5]float64{33.6958, 50.5437, 67.3916, 84.2395, 101.0874}, [5]float64{29.5984, 45.6039, 61.6095, 77.6150, 93.6205}},
		{0.4, 0.029049405545, [5]float64{137.6964, 206.5447, 275.3929, 344.2411, 413.0893}, [5]float64{120.9527, 186.3585, 251.7643, 317.1701, 382.5759}},
	} {
		bits := symmetric(row.eps)
		digits(t, "bits", bits, row.bits, 12)
		for i, m := range sizes {
			digits(t, "runs", leastRuns(m, bits), row.runs[i], 4)
			digits(t, "runs with errors", fano(m, bits, 0.05), row.fano5[i], 4)
		}
	}
}

func TestTheCapacityOfAnyTwoRates(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ before, after, bits, x, perBit float64 }{
		{1, 0, 1.0000000000, 0.500000, 1.000},
		{0.9, 0.1, 0.5310044064, 0.500000, 1.883},
		{0.9, 0.2, 0.3977543466, 0.517555, 2.514},
		{0.9, 0.5, 0.1475894182, 0.537687, 6.776},
		{0.9, 0.75, 0.0289789237, 0.529617, 34.508}, // the design has 0.529616; it is 0.52961651
		{0.8, 0.65, 0.0205671442, 0.514445, 48.621},
		{0.85, 0.7, 0.0236660885, 0.520367, 42.255},
		{0.8, 0.79, 0.0001106630, 0.501509, 9036.446},
		{0.95, 0.8, 0.0397468180, 0.547411, 25.159},
		{1, 0.5, 0.3219280949, 0.600000, 3.106},
	} {
		bits, x := capacity(row.before, row.after)
		digits(t, "bits", bits, row.bits, 10)
		digits(t, "share before", x, row.x, 6)
		digits(t, "runs a bit", 1/bits, row.perBit, 3)
	}
}

func TestASuiteTellsLittleMoreThanItsBestCase(t *testing.T) {
	t.Parallel()
	sizes := [7]int{1, 2, 3, 5, 7, 10, 15}
	for eps, row := range map[float64][7]float64{
		0.05: {0.713603, 0.880149, 0.957415, 0.993110, 0.998839, 0.999911, 0.999999},
		0.1:  {0.531004, 0.742086, 0.862418, 0.956909, 0.986059, 0.997307, 0.999823},
		0.2:  {0.278072, 0.460525, 0.593843, 0.763820, 0.860148, 0.934878, 0.981173},
		0.3:  {0.118709, 0.218872, 0.305326, 0.446534, 0.555978, 0.678043, 0.808478},
	} {
		for i, k := range sizes {
			digits(t, "bits", suiteCapacity(eps, k), row[i], 6)
		}
	}
}

func TestTheErrorOfAMajority(t *testing.T) {
	t.Parallel()
	sizes := [6]int{1, 3, 5, 7, 9, 15}
	for eps, row := range map[float64][6]float64{
		0.05: {0.05000000, 0.00725000, 0.00115813, 0.00019358, 0.00003322, 0.00000018},
		0.1:  {0.10000000, 0.02800000, 0.00856000, 0.00272800, 0.00089092, 0.00003362},
		0.2:  {0.20000000, 0.10400000, 0.05792000, 0.03334400, 0.01958144, 0.00423975},
		0.3:  {0.30000000, 0.21600000, 0.16308000, 0.12603600, 0.09880866, 0.05001254},
	} {
		for i, k := range sizes {
			digits(t, "error", majorityError(eps, k), row[i], 8)
		}
	}
}
