package grade

import (
	"encoding/base64"
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// formatNames are the formats that Ajv's ajv-formats knows; others are errors.
var formatNames = strings.Fields(`binary byte date date-time double duration email float hostname int32 int64
	ipv4 ipv6 iso-date-time iso-time json-pointer json-pointer-uri-fragment password regex relative-json-pointer time
	uri uri-reference uri-template url uuid`)

// formats are the formats in which the schema library and ajv-formats differ.
func formats() []*jsonschema.Format {
	texts := map[string]func(string) bool{
		"binary":                    func(string) bool { return true },
		"password":                  func(string) bool { return true },
		"byte":                      isBase64,
		"date":                      isDate,
		"date-time":                 func(s string) bool { return isDateTime(s, true) },
		"iso-date-time":             func(s string) bool { return isDateTime(s, false) },
		"time":                      func(s string) bool { return isTime(s, true) },
		"iso-time":                  func(s string) bool { return isTime(s, false) },
		"duration":                  isDuration,
		"email":                     func(s string) bool { return emailShape().MatchString(s) },
		"hostname":                  isHostname,
		"ipv6":                      isIPv6,
		"uuid":                      func(s string) bool { return uuidShape().MatchString(s) },
		"url":                       isWebAddress,
		"uri":                       isAddress,
		"uri-reference":             isReference,
		"json-pointer-uri-fragment": func(s string) bool { return fragmentPointer().MatchString(s) },
	}
	list := []*jsonschema.Format{
		numberFormat("int32", func(f float64) bool { return f == math.Trunc(f) && math.Abs(f+0.5) <= 1<<31 }),
		numberFormat("int64", func(f float64) bool { return f == math.Trunc(f) }),
		numberFormat("float", func(float64) bool { return true }),
		numberFormat("double", func(float64) bool { return true }),
	}
	for name, valid := range texts {
		list = append(list, &jsonschema.Format{Name: name, Validate: func(v any) error {
			if s, ok := v.(string); ok && !valid(s) {
				return fmt.Errorf("%q is no %s", s, name)
			}
			return nil
		}})
	}
	return list
}

func numberFormat(name string, valid func(float64) bool) *jsonschema.Format {
	return &jsonschema.Format{Name: name, Validate: func(v any) error {
		if f, ok := v.(float64); ok && !valid(f) {
			return fmt.Errorf("%v is no %s", f, name)
		}
		return nil
	}}
}

// Compiled on first use: most runs check no format.
var (
	emailShape      = lazy(`(?i)^` + atom + `(\.` + atom + `)*@(` + label + `\.)+` + label + `$`)
	uuidShape       = lazy(`(?i)^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	durationShape   = lazy(`^P(\d+W|(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)$`)
	hostShape       = lazy(`(?i)^` + shortLabel + `(\.` + shortLabel + `)*\.?$`)
	fragmentPointer = lazy(`(?i)^#(/([a-z0-9_.!$&'()*+,;:=@-]|%[0-9a-f]{2}|~[01])*)*$`)
	dateShape       = lazy(`^\d{4}-\d\d-\d\d$`)
	timeShape       = lazy(`(?i)^(\d\d):(\d\d):(\d\d(?:\.\d+)?)(z|([+-])(\d\d)(?::?(\d\d))?)?$`)
	webShape        = lazy(`(?i)^(https?|ftp)://[^/?#\s\x{feff}]+(/[^\s\x{feff}]*)?$`)
	addressShape    = lazy(`(?i)^([a-z0-9\]\[._~:/?#@!$&'()*+,;="-]|%[0-9a-f]{2})*$`)
	schemeAlone     = lazy(`(?i)^[a-z][a-z0-9+.-]*:([?#].*)?$`)
	webHost         = lazy(`(?i)^([a-z0-9\x{a1}-\x{ffff}]+(-[a-z0-9\x{a1}-\x{ffff}]+)*\.)+[a-z\x{a1}-\x{ffff}]{2,}$`)
	webPort         = lazy(`^\d{2,5}$`)
)

// lazy compiles a pattern when it is first asked for.
func lazy(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

const (
	atom       = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
	label      = `[a-z0-9]([a-z0-9-]*[a-z0-9])?`
	shortLabel = `[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?`
)

func isBase64(s string) bool {
	_, err := base64.StdEncoding.DecodeString(s)
	return err == nil && !strings.ContainsAny(s, "\r\n")
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && dateShape().MatchString(s) || isYearZeroDate(s)
}

// isYearZeroDate reads dates of the year 0, which Ajv takes too.
func isYearZeroDate(s string) bool {
	rest, ok := strings.CutPrefix(s, "0000-")
	return ok && isDate("2000-"+rest)
}

func isDateTime(s string, zone bool) bool {
	i := strings.IndexAny(s, "tT \t\n\r\v\f\u00a0")
	if i < 0 {
		return false
	}
	sep := 1
	if strings.HasPrefix(s[i:], "\u00a0") {
		sep = 2
	}
	return isDate(s[:i]) && isTime(s[i+sep:], zone)
}

// isTime reads a time of day; a leap second is one only at 23:59:60 UTC.
func isTime(s string, zone bool) bool {
	m := timeShape().FindStringSubmatch(s)
	if m == nil || zone && m[4] == "" {
		return false
	}
	part := func(i int) float64 { f, _ := strconv.ParseFloat("0"+m[i], 64); return f } // digits, by the pattern
	hour, minute, second, zoneHour, zoneMinute := part(1), part(2), part(3), part(6), part(7)
	if zoneHour > 23 || zoneMinute > 59 {
		return false
	}
	if hour <= 23 && minute <= 59 && second < 60 {
		return true
	}
	if m[5] == "-" {
		zoneHour, zoneMinute = -zoneHour, -zoneMinute
	}
	utcMinute := minute - zoneMinute
	utcHour := hour - zoneHour
	if utcMinute < 0 {
		utcHour--
	}
	return (utcHour == 23 || utcHour == -1) && (utcMinute == 59 || utcMinute == -1) && second < 61
}

func isDuration(s string) bool {
	return durationShape().MatchString(s) && s != "P" && !strings.HasSuffix(s, "T")
}

func isHostname(s string) bool {
	return len(strings.TrimSuffix(s, ".")) <= 253 && hostShape().MatchString(s)
}

func isIPv6(s string) bool {
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6() && a.Zone() == ""
}

// isReference is a URI or a relative reference, in ASCII (RFC 3986).
func isReference(s string) bool {
	_, err := url.Parse(s)
	return err == nil && addressShape().MatchString(s)
}

// isAddress is a URI with a scheme and something behind it.
func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs() && isReference(s) && !schemeAlone().MatchString(s)
}

// isWebAddress is the format url: an absolute address on the public net.
func isWebAddress(s string) bool {
	if !webShape().MatchString(s) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.Port() != "" && !webPort().MatchString(u.Port()) {
		return false
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil {
		first, last := a.AsSlice()[0], a.AsSlice()[3]
		return a.Is4() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() &&
			first > 0 && first < 224 && last > 0 && last < 255
	}
	return webHost().MatchString(u.Hostname())
}
