namespace LfmSpec.Models.Chat;

/// <summary>What is wrong in a template, on its way to the place that knows the file.</summary>
internal sealed class TemplateFault(string what, string remedy = TemplateFault.Broken, int line = 0) : Exception(what)
{
    /// <summary>What to do about a template that Jinja refuses too.</summary>
    public const string Broken = "Correct the template, or download the checkpoint again";

    /// <summary>What to do about a template that needs more of Jinja than this interpreter has.</summary>
    public const string TooMuch = "Render the chat with transformers and use its text as a raw prompt, or write a chat_template.jinja that does without";

    public string Remedy { get; } = remedy;

    public int Line { get; private set; } = line;

    public static TemplateFault NotUnderstood(string what, int line = 0) => new($"{what} is not understood here", TooMuch, line);

    /// <summary>Notes the line, if none is known: the innermost place that knows one is asked first.</summary>
    /// <returns>False, so that an exception filter may call it.</returns>
    public bool Locate(int place)
    {
        Line = Line > 0 ? Line : place;
        return false;
    }
}
