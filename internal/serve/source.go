package serve

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/internal/page"
)

// ErrNotFound says that a query names a prompt, a revision or a suite that is not
// there.
var ErrNotFound = errors.New("there is no such page")

// Source gives what the pages tell, each for a query from the address. A query that
// names what is not there gives [ErrNotFound], and one that cannot be understood a
// [QueryError]. All methods may be called at the same time.
type Source interface {
	Overview(ctx context.Context, q page.Query) (*page.Overview, error)
	History(ctx context.Context, q page.Query) (*page.History, error)
	Detail(ctx context.Context, q page.Query) (*page.Detail, error)
	Compare(ctx context.Context, q page.Query) (*page.Compare, error)
	Matrix(ctx context.Context, q page.Query) (*page.Matrix, error)
	Suite(ctx context.Context, q page.Query) (*page.Suite, error)
	Bisect(ctx context.Context, q page.Query) (*page.Bisect, error)
	Search(ctx context.Context, q page.Query) (*page.Search, error)
	Grade(ctx context.Context, q page.Query) (*page.Grade, error)

	// Changes sends whenever there is something new, until ctx ends, and closes the
	// channel then. What nobody takes in time is sent once, as the last of it.
	Changes(ctx context.Context) (<-chan Change, error)

	// SaveGrade stores what a person said of one item of a sheet.
	SaveGrade(ctx context.Context, q page.Query, g Graded) error
}

// Change is what is new. A browser gets it from /events as events "pages" and
// "searches", whose data is {}, and "running", whose data is the list as JSON.
type Change struct {
	Pages    bool           // pages may tell something new: load <main> again
	Searches bool           // the pages of searches may, as one that is under way knows more
	Running  []page.Running // what is under way now, all of it; nil where that did not change, else not nil
}

// Graded is what a person said of an item of a sheet.
type Graded struct {
	Ticket  string // of the item, see [page.GradeItem]
	By      string
	Score   float64 // from 0 to 1; of two outputs 1 where the first one is better, 0 where the second is
	Failure string
	Note    string
}

// QueryError says what of a query cannot be understood.
type QueryError struct {
	Field string // as in the address
	Err   error
	Hint  string
}

func (e *QueryError) Error() string { return e.Field + ": " + e.Err.Error() }

func (e *QueryError) Unwrap() error { return e.Err }
