from dpone_si.manifest.syntax import SyntaxTree, parse
def reparse(tree: SyntaxTree, text: str) -> SyntaxTree:
    return parse(text)
