package grade

import "math"

// The exponential and the logarithm of V8, which are those of fdlibm, to the
// last bit: scores are compared with thresholds without tolerance, and those of
// Go's math differ in the last bit on some machines. Products are rounded apart
// by float64(…), since a compiler may fuse them into a sum otherwise.

const (
	ln2High = 6.93147180369123816490e-01 // the upper bits of ln 2, so that small multiples are exact
	ln2Low  = 1.90821492927058770002e-10 // the rest of it
)

// jsExp is Math.exp. With x = k ln 2 + r and |r| <= ln 2 / 2, e^x = 2^k e^r, and
// e^r comes from a polynomial in r² for r (e^r+1) / (e^r-1).
func jsExp(x float64) float64 {
	switch {
	case math.IsNaN(x), math.IsInf(x, 1):
		return x
	case x > 7.09782712893383973096e+02:
		return math.Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	case x == 1:
		return math.E
	case math.Abs(x) < 0x1p-28:
		return 1 + x
	}
	var k int
	high, low := x, 0.0
	if head := math.Float64bits(math.Abs(x)) >> 32; head > 0x3fd62e42 { // about ln 2 / 2, in its upper bits
		half := math.Copysign(0.5, x)
		k = int(float64(x*math.Log2E) + half)
		if head < 0x3ff0a2b2 { // about 3 ln 2 / 2
			k = int(2 * half)
		}
		high, low = x-float64(float64(k)*ln2High), float64(float64(k)*ln2Low)
	}
	r := high - low
	t := float64(r * r)
	c := 4.13813679705723846039e-08
	for _, p := range [...]float64{
		-1.65339022054652515390e-06, 6.61375632143793436117e-05, -2.77777777770155933842e-03, 1.66666666666666019037e-01,
	} {
		c = p + float64(t*c)
	}
	c = r - float64(t*c)
	if k == 0 {
		return 1 - (float64(r*c)/(c-2) - r)
	}
	y := 1 - ((low - float64(r*c)/(2-c)) - high)
	if k < -1021 {
		return math.Ldexp(y, k+1000) * 0x1p-1000
	}
	return math.Ldexp(y, k)
}

// jsLog is Math.log of a positive, normal x. With x = 2^k (1+f) and 1+f between
// √½ and √2, ln(1+f) = f - f²/2 + s (f²/2 + R), where s = f / (2+f) and R is a
// polynomial in s².
func jsLog(x float64) float64 {
	const fraction, exponent = 1<<20 - 1, 1023
	bits := math.Float64bits(x)
	head := int(bits>>32) & fraction
	up := (head + 0x95f64) & (fraction + 1) // where the fraction is above √2, halve it
	k := float64(int(bits>>52) - exponent + up>>20)
	f := math.Float64frombits(bits&(1<<52-1)|uint64(exponent-up>>20)<<52) - 1
	if (2+head)&fraction < 3 { // |f| < 2⁻²⁰
		r := float64(float64(f*f) * (0.5 - float64(0.33333333333333333*f)))
		switch {
		case f == 0:
			return float64(k*ln2High) + float64(k*ln2Low)
		case k == 0:
			return f - r
		}
		return float64(k*ln2High) - ((r - float64(k*ln2Low)) - f)
	}
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	even := float64(w * (3.999999999940941908e-01 + float64(w*(2.222219843214978396e-01+float64(w*1.531383769920937332e-01)))))
	odd := float64(z * (6.666666666666735130e-01 + float64(w*(2.857142874366239149e-01+
		float64(w*(1.818357216161805012e-01+float64(w*1.479819860511658591e-01)))))))
	r := odd + even
	if (head-0x6147a)|(0x6b851-head) > 0 {
		square := float64(float64(0.5*f) * f)
		if k == 0 {
			return f - (square - float64(s*(square+r)))
		}
		return float64(k*ln2High) - ((square - (float64(s*(square+r)) + float64(k*ln2Low))) - f)
	}
	if k == 0 {
		return f - float64(s*(f-r))
	}
	return float64(k*ln2High) - ((float64(s*(f-r)) - float64(k*ln2Low)) - f)
}
