using System.Security.Cryptography;

namespace LfmSpec.Models.Chat;

/// <summary>Hashes that no template can foresee: with a number that each process draws anew, no keys can be chosen that all have one place in a dictionary.</summary>
internal static class HashSeed
{
    private static readonly ulong Drawn = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The hash of 64 bits: SplitMix64's last steps.</summary>
    public static int Mix(long bits)
    {
        var mixed = (ulong)bits ^ Drawn;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed + Drawn) >> 32);
    }
}
