package eval

import "strconv"

func rowName(index int) string { return "Row " + strconv.Itoa(index+1) }
