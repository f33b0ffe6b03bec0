using TorchSharp.Functional;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// softmax(query key^T / sqrt(d) + mask) value for every head. A bool mask names the keys that are seen; is_casual
            /// (TorchSharp's
            /// spelling) lets query i see keys 0..i.
            /// </summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null,
                double p = 0.0,
                bool is_casual = false)
            {
                if (p < 0)
                    throw new ArgumentException("Dropout probability must be greater than or equal to zero.");
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Casual attention masking cannot pass a mask.");
                if (p > 0)
                    throw new InvalidOperationException("scaled_dot_product_attention: the embedded TorchSharp has no dropout here; p "
                        + "must be 0.");
                return ScaledDotProduct.Attend(query, key, value, attn_mask, is_casual);
            }
        }
    }
}
