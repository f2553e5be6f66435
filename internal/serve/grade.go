package serve

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/page"
)

// maxForm is the size in bytes of a grade that is sent.
const maxForm = 64 << 10

// grade stores one grade, and leads back to the sheet.
func (s *Server) grade(w http.ResponseWriter, r *http.Request) {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(kind), "application/x-www-form-urlencoded") {
		s.problem(w, r, problem{Code: http.StatusUnsupportedMediaType, Message: "a grade is sent as a form"})
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			s.problem(w, r, problem{Code: http.StatusRequestEntityTooLarge, Message: "this is too large for a grade", Hint: "a note has at most 2000 characters"})
			return
		}
		s.failed(w, r, &QueryError{Field: "form", Err: errors.New("it is not well formed")})
		return
	}
	if !same(r.PostForm.Get("token"), s.keys.form) {
		s.refuse(w, r, "this form is not of the server that runs now", "load the sheet again")
		return
	}
	q, g, err := parseGraded(r.PostForm)
	if err == nil {
		err = s.save(r.Context(), q, g)
	}
	if err != nil {
		s.failed(w, r, err)
		return
	}
	q.By = g.By
	w.Header().Set("Location", page.URLs{}.Ask(page.KindGrade, q))
	w.WriteHeader(http.StatusSeeOther)
}

func (s *Server) save(ctx context.Context, q page.Query, g Graded) error {
	defer s.turn(ctx)()
	return s.Source.SaveGrade(ctx, q, g)
}

// parseGraded reads a form.
func parseGraded(form url.Values) (q page.Query, g Graded, err error) {
	score, choice := form.Get("score"), form.Get("choice")
	if (score == "") == (choice == "") {
		return q, g, &QueryError{Field: "score", Err: errors.New("a grade is needed"), Hint: "choose pass, fail or a score from 0 to 10, or of two outputs the better one"}
	}
	if choice != "" {
		n, ok := map[string]float64{"1": 1, "2": 0, "=": 0.5}[choice]
		if !ok {
			return q, g, &QueryError{Field: "choice", Err: errors.New("it is neither 1, 2 nor =")}
		}
		g.Score = n
	} else {
		n, wrong := strconv.ParseFloat(score, 64)
		if wrong != nil || math.IsNaN(n) || n < 0 || n > 10 {
			return q, g, &QueryError{Field: "score", Err: errors.New("it is no number from 0 to 10")}
		}
		g.Score = n / 10
	}
	own := url.Values{}
	for name, list := range form {
		switch name {
		case "token", "score", "choice":
		case "ticket", "failure":
			value, wrong := oneValue(name, list)
			if wrong != nil {
				return q, g, wrong
			}
			if name == "ticket" {
				g.Ticket = value
			} else {
				g.Failure = value
			}
		case "note":
			g.Note = list[0] // it may have lines; the source bounds it
		default:
			own[name] = list
		}
	}
	if err = fill(&q, own); err != nil {
		return q, g, err
	}
	g.By = q.By
	q.Item = ""
	return q, g, nil
}
