"""Tables made from the journal so that a question is quick; they hold no fact of their own."""
