namespace LfmSpec.Models.Chat;

/// <summary>A chat template cannot be read, asks for something that is not understood here, or refuses the messages. The message says which, in which file and line, and what to do.</summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public ChatTemplateException(string message)
        : base(SafeText.OneLine(message))
    {
    }
}
