package page

// room is how much of the width a text over a chart takes, so that none lies on
// another, in points of a hundred.
const room = 12

// flags are the labels over a chart, the newest first to get a text.
func flags(points []Point) []flag {
	var list []flag
	free := 100.0
	for i := len(points) - 1; i >= 0 && len(list) < 40; i-- {
		p := &points[i]
		if len(p.Labels) == 0 {
			continue
		}
		f := flag{X: share(i, len(points))}
		if at := place(i, len(points), 100); at <= free {
			f.Text, f.Anchor = cut(p.Labels[0], 16), anchor(at)
			if len(p.Labels) > 1 {
				f.Text += " …"
			}
			free = at - room
		}
		list = append(list, f)
	}
	return list
}

// anchor keeps a text at an end within the chart.
func anchor(at float64) string {
	switch {
	case at < room/2:
		return "start"
	case at > 100-room/2:
		return "end"
	}
	return "middle"
}

// dates are the first and the last day, and the one between where there is room.
func dates(points []Point) []date {
	if len(points) == 0 {
		return nil
	}
	at := []int{0}
	if len(points) > 4 {
		at = append(at, len(points)/2)
	}
	if len(points) > 1 {
		at = append(at, len(points)-1)
	}
	var list []date
	for _, i := range at {
		text := short(points[i].Rev)
		if !points[i].Time.IsZero() {
			text = day(points[i].Time)
		}
		x := place(i, len(points), 100)
		where := anchor(x)
		if i == 0 && len(points) > 1 {
			where = "start"
		} else if i == len(points)-1 && len(points) > 1 {
			where = "end"
		}
		list = append(list, date{digits(x) + "%", text, where})
	}
	return list
}
