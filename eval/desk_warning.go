package eval

func (d *desk) warning(err error) {
	d.warn.Lock()
	defer d.warn.Unlock()
	if d.Warn != nil {
		d.Warn(err)
	}
}

// warnOnce warns of what may go wrong with every answer of a run alike, such as
// a full disk: of each cause once.
func (d *desk) warnOnce(err error) {
	d.warn.Lock()
	why := cause(err).Error()
	told := d.causes[why]
	d.causes[why] = true
	d.warn.Unlock()
	if !told {
		d.warning(err)
	}
}

// cause is what an error says without its places: the innermost one, the first
// where there are several.
func cause(err error) error {
	for {
		var inner error
		switch x := err.(type) { //nolint:errorlint // it is what errors.Is walks along
		case interface{ Unwrap() error }:
			inner = x.Unwrap()
		case interface{ Unwrap() []error }:
			if list := x.Unwrap(); len(list) > 0 {
				inner = list[0]
			}
		}
		if inner == nil {
			return err
		}
		err = inner
	}
}
