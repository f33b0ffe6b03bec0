namespace LfmSpec.Models.Chat;

/// <summary>The tokens of a template, read one after the other.</summary>
internal sealed class TokenStream(IReadOnlyList<TemplateToken> tokens)
{
    private int next;

    public TemplateToken Current => tokens[next];

    public int Line => Current.Line;

    public TemplateToken Ahead => tokens[Math.Min(next + 1, tokens.Count - 1)];

    public TemplateToken Take() => tokens[next < tokens.Count - 1 ? next++ : next];

    public bool IsOperator(string text) => Is(TokenKind.Operator, text);

    public bool IsName(string text) => Is(TokenKind.Name, text);

    public bool SkipOperator(string text) => Skip(IsOperator(text));

    public bool SkipName(string text) => Skip(IsName(text));

    public void ExpectOperator(string text) => Expect(IsOperator(text), $"'{text}'");

    public void ExpectName(string text) => Expect(IsName(text), $"'{text}'");

    public string ExpectName() => Expect(Current.Kind == TokenKind.Name, "a name").Text;

    public void Expect(TokenKind kind) => Expect(Current.Kind == kind, (Current with { Kind = kind, Text = "" }).ToString());

    public TemplateFault Unexpected(string wanted) => new($"{Current} is here, where {wanted} is to be", line: Line);

    private bool Is(TokenKind kind, string text) => Current.Kind == kind && Current.Text == text;

    private bool Skip(bool isThere)
    {
        if (isThere)
        {
            Take();
        }

        return isThere;
    }

    private TemplateToken Expect(bool isThere, string wanted) => isThere ? Take() : throw Unexpected(wanted);
}
