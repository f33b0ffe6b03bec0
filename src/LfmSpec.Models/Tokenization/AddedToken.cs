namespace LfmSpec.Models.Tokenization;

/// <summary>A token that is found in the text before anything else is done to it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="SingleWord">Whether it counts only where no word character touches it.</param>
/// <param name="StripLeft">Whether it takes the white space before it along.</param>
/// <param name="StripRight">Whether it takes the white space after it along.</param>
/// <param name="Normalized">Whether it is looked for in the normalised text.</param>
/// <param name="Special">Whether it is left out of a text decoded without special tokens.</param>
internal sealed record AddedToken(
    int Id, string Content, bool SingleWord, bool StripLeft, bool StripRight, bool Normalized, bool Special);
