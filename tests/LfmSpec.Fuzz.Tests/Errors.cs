using LfmSpec.Lab;
using LfmSpec.Models.Chat;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Fuzz.Tests;

/// <summary>The errors that a damaged file may end in: the project's own, each of which says what, where and what to do.</summary>
internal static class Errors
{
    private const int LongestMessage = 4_000;

    private static readonly Type[] Ours = [typeof(CheckpointException), typeof(TokenizerFormatException), typeof(ChatTemplateException), typeof(LabException)];

    /// <summary>Why an exception is no error of ours; null if it is one.</summary>
    /// <param name="error">The exception.</param>
    internal static string? Fault(Exception error) =>
        !Ours.Contains(error.GetType()) ? $"{error.GetType().Name} is no error of ours"
        : error.Message.Length > LongestMessage ? $"the message has {error.Message.Length:N0} characters"
        : null;
}
