"""What the knowledge pane answers to the window: by ear, as evidence, to be remembered."""

from typing import TYPE_CHECKING

from workbench.core.evidence import Evidence
from workbench.core.jsontypes import JsonObject
from workbench.core.text import count
from workbench.ui.translate import tr

if TYPE_CHECKING:
    from workbench.panes.knowledge.pane import KnowledgePane


class Answers:
    """Asked by the pane whenever the window asks it."""

    def __init__(self, pane: "KnowledgePane") -> None:
        self.pane = pane

    def summary(self) -> str:
        """What the pane shows and what stands out, in one or two sentences."""
        if self.pane.missing.isVisible():
            return self.pane.missing.sentence.accessibleName()
        articles = self.pane.library.articles.values()
        today = self.pane.library.today()
        states = [one.trust(today).state.label.lower() for one in articles]
        told = [
            f"{count(states.count(word), 'article')} {word}"
            for word in ("verified", "stale", "draft", "in review")
            if word in states
        ]
        opened = self.pane.desk.article
        if opened is not None:
            trust = opened.trust(today)
            told.append(tr("Open: {title}, {state}", title=opened.title, state=trust.state.label))
        return f"{tr('Knowledge')}. {'. '.join(told)}." if told else tr("No articles yet.")

    def selection_text(self) -> str:
        """What is selected (else the step or the article) in spoken words."""
        from workbench.panes.knowledge.spoken import spoken_article

        if self.pane.run_view.run is not None and self.pane.views.running:
            step = self.pane.run_view.run.steps[self.pane.run_view.number]
            return f"{self.pane.run_view.place_words()} {step.text}"
        if self.pane.missing.isVisible():
            return self.pane.missing.selection_text()
        if self.pane.list_area.table.hasFocus():
            return self.pane.list_area.table.selection_text()
        for source in (self.pane.editor, self.pane.preview):
            selected = source.textCursor().selection().toPlainText()
            if selected and source.hasFocus():
                return spoken_article(selected)
        article = self.pane.desk.as_written()
        return "" if article is None else spoken_article(article.body)

    def where_am_i(self) -> str:
        """Where the keyboard is, in words."""
        if self.pane.missing.isVisible():
            return self.pane.missing.where_am_i()
        if self.pane.views.running:
            return self.pane.run_view.place_words()
        article = self.pane.desk.article
        if article is None or self.pane.list_area.isAncestorOf(
            self.pane.focusWidget() or self.pane
        ):
            return tr("Knowledge, row {place}.", place=self.pane.list_area.table.position())
        headings = [h for h in self.pane.detail.outline.rows if h.line <= self.pane.editor.line]
        section = headings[-1].text if headings else article.title
        return tr(
            "Line {line} in {title}, section {section}.",
            line=self.pane.editor.line,
            title=article.title,
            section=section,
        )

    def selection_evidence(self) -> Evidence | None:
        """What is selected, else the section, as evidence."""
        from workbench.panes.knowledge.taking import section_evidence

        article = self.pane.desk.as_written()
        if article is None:
            return None
        selected = self.pane.editor.textCursor().selection().toPlainText()
        return section_evidence(article, self.pane.editor.line, selected)

    def open_evidence(self, evidence: Evidence) -> None:
        """Go where evidence came from, or use what another pane sent."""
        place = evidence.payload.get("open")
        if isinstance(place, dict) and place.get("pane") == self.pane.id:
            line = place.get("line")
            self.pane.open_when_loaded(str(place.get("path")), line if isinstance(line, int) else 1)
        elif self.pane.views.running and self.pane.run_view.run is not None:
            self.pane.running.add_evidence(evidence.title, evidence.content_hash)
        elif self.pane.desk.article is not None:
            self.pane.writing.insert_evidence(evidence)
        else:
            self.pane.list_area.search.setText(evidence.title)
            self.pane.list_area.search.setFocus()

    def state(self) -> JsonObject:
        """What to remember for the next start."""
        opened = self.pane.desk.article
        return {
            "path": None if opened is None else opened.path,
            "line": self.pane.editor.line,
            "view": self.pane.views.mode,
            "kind": str(self.pane.list_area.kind.currentData() or ""),
            "trust": str(self.pane.list_area.state.currentData() or ""),
            "split": list(self.pane.split.sizes()),
            "detail": list(self.pane.right.sizes()),
        }

    def restore(self, state: JsonObject) -> None:
        """Take up what was remembered; no field is trusted."""
        path, line = state.get("path"), state.get("line")
        if isinstance(path, str):
            self.pane.open_when_loaded(path, line if isinstance(line, int) else 1)
        self.pane.views.show_article(str(state.get("view")))
        self.pane.list_area.choose_kind(str(state.get("kind") or ""))
        self.pane.list_area.choose_state(str(state.get("trust") or ""))
        for name, splitter in (("split", self.pane.split), ("detail", self.pane.right)):
            sizes = state.get(name)
            if isinstance(sizes, list) and len(sizes) == 2:
                splitter.setSizes([size for size in sizes if isinstance(size, int)])
