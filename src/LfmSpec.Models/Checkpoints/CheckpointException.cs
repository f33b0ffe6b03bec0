using LfmSpec.Models.Files;

namespace LfmSpec.Models.Checkpoints;

/// <summary>A checkpoint cannot be used. The message says what is wrong, in which file and tensor, and what to do.</summary>
public sealed class CheckpointException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    public CheckpointException(string message)
        : base(SafeText.OneLine(message))
    {
    }

    /// <summary>Makes an exception that has a cause.</summary>
    /// <param name="message">What is wrong, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public CheckpointException(string message, Exception innerException)
        : base(SafeText.OneLine(message), innerException)
    {
    }

    internal static CheckpointException Of(FileFault fault) => new(fault.ToString(), fault.Cause!);
}
