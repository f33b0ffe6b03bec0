using System.Globalization;
using TorchSharp.Access;

namespace TorchSharp;

/// <summary>Ways to write a tensor as text.</summary>
public enum TensorStringStyle
{
    /// <summary>Shape, type and device only.</summary>
    Metadata,

    /// <summary>Shape and type, then the values in columns.</summary>
    Julia,

    /// <summary>Nested brackets.</summary>
    Numpy,

    /// <summary>What torch.TensorStringStyle says.</summary>
    Default = 4,
}

public static partial class torch
{
    /// <summary>Shape and type, then the values in columns.</summary>
    public const TensorStringStyle julia = TensorStringStyle.Julia;

    /// <summary>Nested brackets.</summary>
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;

    internal static int maxRows = 6;
    internal static int maxColumns = 6;

    private static TensorStringStyle style = TensorStringStyle.Julia;

    /// <summary>The style where none is given.</summary>
    public static TensorStringStyle TensorStringStyle
    {
        get => style;
        set => style = value != TensorStringStyle.Default ? value
            : throw new ArgumentException("The style cannot be set to 'Default'");
    }

    public partial class Tensor
    {
        /// <summary>Shape, type and device.</summary>
        public override string ToString() => IsInvalid ? "" : TensorPrinter.Metadata(this);

        /// <summary>The tensor as text, with its values or without.</summary>
        public string ToString(bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null,
            string? newLine = null) =>
            disamb ? ToString(torch.TensorStringStyle, fltFormat, width, cultureInfo, newLine) : ToString();

        /// <summary>The tensor as text in a style.</summary>
        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null,
            string? newLine = null)
        {
            var format = new TensorPrinter.PrintFormat(fltFormat ?? "g5", cultureInfo ?? CultureInfo.CurrentCulture,
                newLine ?? Environment.NewLine);
            return (style == TensorStringStyle.Default ? torch.TensorStringStyle : style) switch
            {
                TensorStringStyle.Julia => TensorPrinter.Julia(this, format),
                TensorStringStyle.Numpy => TensorPrinter.Numpy(this, format),
                _ => TensorPrinter.Metadata(this),
            };
        }
    }
}

public static partial class TensorExtensionMethods
{
    /// <summary>The tensor as text in a style.</summary>
    public static string str(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
        CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    /// <summary>Shape, type and device.</summary>
    public static string metastr(this torch.Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    /// <summary>Shape and type, then the values in columns.</summary>
    public static string jlstr(this torch.Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null,
        CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    /// <summary>Nested brackets.</summary>
    public static string npstr(this torch.Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null,
        CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    /// <summary>Writes the tensor to the console.</summary>
    public static torch.Tensor print(this torch.Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null,
        CultureInfo? cultureInfo = null, TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }
}
