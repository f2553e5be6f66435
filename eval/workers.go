package eval

import (
	"context"
	"sync"
	"sync/atomic"
)

// crew is what is asked of one model of one endpoint, with workers of its own:
// a slow endpoint does not take those of a fast one.
type crew struct {
	places int // calls at once
	lines  [][]*job
	loose  []*job
	next   atomic.Int64 // of lines, then of loose
}

// crews divides the jobs, each crew's in their order.
func (x *execution) crews() []*crew {
	var list []*crew
	by := map[*lane]*crew{}
	column := make([]*crew, len(x.runs))
	for i := range x.runs {
		t := x.runs[i].Column.Target
		l := x.desk.lane(t)
		if by[l] == nil {
			by[l] = &crew{places: x.places(t)}
			list = append(list, by[l])
		}
		column[i] = by[l]
	}
	lines, loose := x.lines()
	for _, line := range lines {
		c := column[line[0].column]
		c.lines = append(c.lines, line)
	}
	for _, j := range loose {
		c := column[j.column]
		c.loose = append(c.loose, j)
	}
	return list
}

// run calls and grades with as many workers each, so that grading never holds
// up a call: the queue between them takes every job there is. A line of jobs
// that hand on their outputs keeps one worker to its end.
func (x *execution) run(ctx context.Context) {
	crews := x.crews()
	room := 0
	for _, c := range crews {
		room += len(c.loose)
	}
	queue := make(chan *job, room)
	var callers, graders sync.WaitGroup
	for _, c := range crews {
		for range min(c.places, len(c.lines)+len(c.loose)) {
			callers.Go(func() { x.work(ctx, c, queue, &callers) })
			graders.Go(func() {
				for j := range queue {
					x.grade(ctx, j)
				}
			})
		}
	}
	callers.Wait()
	close(queue)
	graders.Wait()
}

// work takes one job of a crew after the other. A worker whose question another
// process asks is relieved by a new one, waits for the answer and ends with its
// job: how many wait is bounded by what the others ask at once.
func (x *execution) work(ctx context.Context, c *crew, queue chan<- *job, callers *sync.WaitGroup) {
	relieved := false
	relieve := func() {
		if relieved {
			return // at an earlier question of the same job
		}
		relieved = true
		callers.Go(func() { x.work(ctx, c, queue, callers) })
	}
	for !relieved && ctx.Err() == nil {
		i := int(c.next.Add(1)) - 1
		switch n := i - len(c.lines); {
		case n < 0:
			x.inOrder(ctx, c.lines[i])
		case n < len(c.loose):
			x.answer(ctx, c.loose[n], queue, relieve)
		default:
			return
		}
	}
}
