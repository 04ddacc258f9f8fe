package intake

import (
	"slices"
	"strconv"
	"strings"
)

const (
	// generalProduct names the page of questions that belong to no product.
	generalProduct = "general"
	// unknownValue is the choice "I do not know" in every list that has one.
	unknownValue = "unknown"
)

// lay gives every question its page. A question that waits for a choice on its product's page stands on the next page:
// q-mail, q-mail-2, ….
func (q *Questionnaire) lay() {
	stages := map[string]int{}
	for i := range q.Questions {
		question := &q.Questions[i]
		stage := 1
		if question.When != nil {
			if asked := q.question(question.When.Question); asked.Product == question.Product {
				stage = stages[asked.ID] + 1
			}
		}
		stages[question.ID] = stage
		question.page = questionPage(question.Product, stage)
	}
}

func questionPage(product string, stage int) Page {
	if product == "" {
		product = generalProduct
	}
	name := "q-" + product
	if stage > 1 {
		name += "-" + strconv.Itoa(stage)
	}
	return Page(name)
}

// question finds a question by id; nil if there is none.
func (q *Questionnaire) question(id string) *Question {
	for i := range q.Questions {
		if q.Questions[i].ID == id {
			return &q.Questions[i]
		}
	}
	return nil
}

// Pages are the pages A2 to A13 in their order, as far as they apply after the answers given so far.
func (q *Questionnaire) Pages(a Answers) []Page {
	pages := []Page{PageWho, PageAccount, PageContact, PageCode}
	if !q.Switches.Evidence {
		return append(pages, PageElse)
	}
	pages = append(pages, PageName, PageBirth, PageAddress)
	if q.Switches.OldPasswords {
		pages = append(pages, PagePasswords)
	}
	if len(q.Products) > 0 {
		pages = append(pages, PageProducts)
	}
	pages = append(pages, q.questionPages("", a)...)
	for _, product := range q.Products {
		if a.Has("product", product.ID) {
			pages = append(pages, q.questionPages(product.ID, a)...)
		}
	}
	if q.Switches.Purchases {
		pages = append(pages, PagePurchases)
	}
	return append(pages, PageElse)
}

// questionPages are the pages of one product, in order, that have at least one question to ask.
func (q *Questionnaire) questionPages(product string, a Answers) []Page {
	var pages []Page
	for stage := 1; ; stage++ {
		page := questionPage(product, stage)
		if len(q.on(page)) == 0 {
			return pages
		}
		if len(q.Asked(page, a)) > 0 {
			pages = append(pages, page)
		}
	}
}

// Asked are the questions of a page that apply after the answers so far.
func (q *Questionnaire) Asked(page Page, a Answers) []*Question {
	var asked []*Question
	for _, question := range q.on(page) {
		if q.applies(question, a) {
			asked = append(asked, question)
		}
	}
	return asked
}

// applies says whether what a question waits for was chosen, and what that choice itself waits for.
func (q *Questionnaire) applies(question *Question, a Answers) bool {
	if question.When == nil {
		return true
	}
	asked := q.question(question.When.Question)
	return slices.Contains(question.When.Is, a.One(asked.Field())) && q.applies(asked, a)
}

// Product of a question page, "" for every other page and for the questions to everybody.
func (p Page) Product() string {
	name, ok := strings.CutPrefix(string(p), "q-")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "-")
	if name == generalProduct {
		return ""
	}
	return name
}
