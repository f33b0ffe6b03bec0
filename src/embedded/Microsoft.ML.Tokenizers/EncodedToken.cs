namespace Microsoft.ML.Tokenizers;

/// <summary>One token of an encoded text: its id, its spelling in the vocabulary, and the characters that it covers.</summary>
#pragma warning disable CA2231 // The package has no equality operators, so this has none either.
public readonly struct EncodedToken : IEquatable<EncodedToken>
#pragma warning restore CA2231
{
    /// <summary>Makes a token.</summary>
    /// <param name="id">The token's id.</param>
    /// <param name="value">The token's spelling in the vocabulary.</param>
    /// <param name="offset">The characters of the (normalised) text that the token covers.</param>
    public EncodedToken(int id, string value, Range offset)
    {
        Id = id;
        Value = value;
        Offset = offset;
    }

    /// <summary>The token's id.</summary>
    public int Id { get; }

    /// <summary>The token's spelling in the vocabulary.</summary>
    public string Value { get; }

    /// <summary>The characters of the (normalised) text that the token covers.</summary>
    public Range Offset { get; }

    /// <inheritdoc />
    public bool Equals(EncodedToken other) => Id == other.Id && Value == other.Value && Offset.Equals(other.Offset);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is EncodedToken other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Id, Value, Offset);
}
