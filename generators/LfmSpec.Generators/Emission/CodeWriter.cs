using System.Text;

namespace LfmSpec.Generators.Emission;

/// <summary>Writes lines of code, indented, always with the same line ending.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _builder = new();
    private int _depth;

    /// <summary>Writes a line at the present depth.</summary>
    public CodeWriter Line(string text = "")
    {
        _builder.Append(' ', text.Length == 0 ? 0 : 4 * _depth).Append(text).Append('\n');
        return this;
    }

    /// <summary>Writes a line at the left margin, where <c>#line</c> reads best.</summary>
    public CodeWriter Directive(string text)
    {
        _builder.Append(text).Append('\n');
        return this;
    }

    /// <summary>Opens a brace.</summary>
    public CodeWriter Open()
    {
        Line("{");
        _depth++;
        return this;
    }

    /// <summary>Closes a brace.</summary>
    public CodeWriter Close(string after = "")
    {
        _depth--;
        return Line("}" + after);
    }

    /// <summary>Indents what follows.</summary>
    public CodeWriter Indent()
    {
        _depth++;
        return this;
    }

    /// <summary>Ends an indentation.</summary>
    public CodeWriter Outdent()
    {
        _depth--;
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _builder.ToString();
}
