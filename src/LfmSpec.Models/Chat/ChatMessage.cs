namespace LfmSpec.Models.Chat;

/// <summary>One message of a chat.</summary>
/// <param name="Role">Who says it: system, user or assistant, or what else the model's template knows.</param>
/// <param name="Content">What is said.</param>
public sealed record ChatMessage(string Role, string Content);
