package assess

import (
	"runtime"
	"sync"
)

// inOrder runs jobs on all cores and hands over their results in the order of the jobs. produce submits jobs until submit says
// false; the first error of either side ends everything. Only a few jobs wait at a time, whatever the length of the file.
func inOrder[T any](produce func(submit func(job func() T) bool) error, consume func(T) error) error {
	width := runtime.GOMAXPROCS(0)
	type task struct {
		job    func() T
		result chan T
	}
	tasks, order, stop := make(chan task, 4*width), make(chan chan T, 8*width), make(chan struct{})
	var running sync.WaitGroup
	for range width {
		running.Go(func() {
			for t := range tasks {
				t.result <- t.job()
			}
		})
	}
	var produced error
	running.Go(func() {
		defer close(tasks)
		defer close(order)
		produced = produce(func(job func() T) bool {
			t := task{job, make(chan T, 1)}
			select {
			case order <- t.result:
			case <-stop:
				return false
			}
			tasks <- t
			return true
		})
	})
	var consumed error
	for result := range order {
		value := <-result
		if consumed == nil {
			if consumed = consume(value); consumed != nil {
				close(stop)
			}
		}
	}
	running.Wait()
	if consumed != nil {
		return consumed
	}
	return produced
}
