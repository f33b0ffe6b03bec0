using LfmSpec.Models;

namespace LfmSpec.Lab;

/// <summary>An experiment cannot run, or does not do what it says. The message says what, where, and what to do.</summary>
/// <param name="message">The message.</param>
/// <param name="inner">The error of a kind of a user's own that it tells of, or null.</param>
public class LabException(string message, Exception? inner = null) : Exception(SafeText.Message(message), inner);

/// <summary>A law does not hold of an experiment's intervention: its numbers mean something else than they say.</summary>
/// <param name="message">The message.</param>
public sealed class LawException(string message) : LabException(message);
