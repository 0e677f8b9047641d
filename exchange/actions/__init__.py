"""The verbs of the exchange: take in what the platform pushes, decide what lies in the basket, see to what is pushed back."""
